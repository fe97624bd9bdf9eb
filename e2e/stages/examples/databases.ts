import example from "../../../stages/examples/databases";
import { onLocalAws } from "../../on-local-aws";

export default onLocalAws(example);
