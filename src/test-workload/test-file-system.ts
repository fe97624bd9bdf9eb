import { EfsFileSystem } from "@cdktf/provider-aws/lib/efs-file-system";
import { Construct } from "constructs";
import type { TestResourceProps } from "./test-resource";

/** An empty EFS file system, paid by what it stores. It has no mount target, so nothing can mount it. */
export class TestFileSystem extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { aws, key, selectionTags }: TestResourceProps) {
    super(scope, id);
    const name = `${aws.namePrefix}-test-file-system`;
    this.arn = new EfsFileSystem(this, "Resource", {
      creationToken: name,
      encrypted: true,
      kmsKeyId: key.arn,
      tags: { ...selectionTags, Name: name },
    }).arn;
  }
}
