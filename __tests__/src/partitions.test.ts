import { type Synthesized, synthesize, vaultStage } from "../fixtures/stack";
