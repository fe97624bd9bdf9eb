import example from "../../../stages/examples/small-company";
import { onLocalAws } from "../../on-local-aws";

export default onLocalAws(example);
