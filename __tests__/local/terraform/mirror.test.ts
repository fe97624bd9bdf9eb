import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  findProvider,
  mirrorCandidates,
  mirrorConfiguration,
  platformOf,
  registries,
} from "../../../local/terraform/mirror";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "mirror-"));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const unpacked = (mirror: string, version: string, platform = "linux_amd64") =>
  mkdir(join(directory, mirror, "registry.terraform.io/hashicorp/aws", version, platform), {
    recursive: true,
  });

const packed = async (mirror: string, version: string, platform = "linux_amd64") => {
  const folder = join(directory, mirror, "registry.terraform.io/hashicorp/aws");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `terraform-provider-aws_${version}_${platform}.zip`), "");
};

const find = (wanted: string, ...mirrors: string[]) =>
  findProvider(
    "aws",
    wanted,
    mirrors.map((mirror) => join(directory, mirror)),
    "linux_amd64",
  );

test("the wanted version is found in any mirror that has it", async () => {
  await unpacked("one", "7.0.0");
  await packed("two", "6.25.0");
  expect(find("6.25.0", "one", "two")).toEqual({
    mirror: join(directory, "two"),
    registry: registries.terraform,
    version: "6.25.0",
  });
});

test("without the wanted version the newest one counts, by number, not alphabetically", async () => {
  await unpacked("one", "5.99.0");
  await unpacked("one", "5.100.0");
  await unpacked("two", "4.9.9");
  expect(find("6.25.0", "one", "two")?.version).toBe("5.100.0");
});

test("a version for another platform does not count", async () => {
  await unpacked("one", "6.25.0", "darwin_arm64");
  await packed("one", "6.25.0", "windows_amd64");
  expect(find("6.25.0", "one")).toBeUndefined();
});

test("a missing mirror has nothing", () => {
  expect(find("6.25.0", "nowhere")).toBeUndefined();
});

test("the mirror that the user names comes first", () => {
  expect(mirrorCandidates({ TF_PROVIDER_MIRROR: "/named" })[0]).toBe("/named");
  expect(mirrorCandidates({})[0]).toMatch(/\.terraform\.d\/plugins$/);
});

test("platforms are named as Terraform names them", () => {
  expect(platformOf("linux", "x64")).toBe("linux_amd64");
  expect(platformOf("darwin", "arm64")).toBe("darwin_arm64");
  expect(platformOf("win32", "x64")).toBe("windows_amd64");
});

test("the configuration takes each provider from its mirror and from nowhere else", () => {
  const text = mirrorConfiguration({
    aws: { mirror: "/opt/mirror", registry: registries.terraform, version: "5.100.0" },
    archive: { mirror: "/own", registry: registries.tofu, version: "1.3.0" },
  });
  expect(text).toBe(`disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path    = "/opt/mirror"
    include = ["registry.terraform.io/hashicorp/aws"]
  }
  filesystem_mirror {
    path    = "/own"
    include = ["registry.opentofu.org/hashicorp/archive"]
  }
}
`);
});
