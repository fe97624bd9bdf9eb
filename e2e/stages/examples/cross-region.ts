import example from "../../../stages/examples/cross-region";
import { onLocalAws } from "../../on-local-aws";

export default onLocalAws(example);
