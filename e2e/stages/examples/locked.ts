import example from "../../../stages/examples/locked";
import { onLocalAws } from "../../on-local-aws";

export default onLocalAws(example);
