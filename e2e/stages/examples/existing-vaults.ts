import example from "../../../stages/examples/existing-vaults";
import { onLocalAws } from "../../on-local-aws";

export default onLocalAws(example);
