import type { TerraformResourceConfig } from "cdktf";

export type Protection = {
  /** Whether Terraform refuses every plan that destroys or replaces the resource. */
  readonly isProtected: boolean;
};

/** Terraform ignores it once the resource is no longer in the configuration, so `deploy` checks its plan, too. */
export const protectionOf = ({ isProtected }: Protection): Pick<TerraformResourceConfig, "lifecycle"> =>
  isProtected ? { lifecycle: { preventDestroy: true } } : {};
