import example from "../../../stages/examples/vault-account";
import { onLocalAws } from "../../on-local-aws";

export default onLocalAws(example);
