import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  AssociateVpcCidrBlockCommand,
  CreateFlowLogsCommand,
  CreateVolumeCommand,
  DescribeFlowLogsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  DisassociateVpcCidrBlockCommand,
  EC2Client,
  MonitorInstancesCommand,
  RunInstancesCommand,
  UnmonitorInstancesCommand,
} from "@aws-sdk/client-ec2";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateDBInstanceCommand, DescribeDBInstancesCommand, RDSClient } from "@aws-sdk/client-rds";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { sign } from "aws4";
import { accountRoot, receivingAccountId } from "../../../local/ministack/account-root";
import { startGateway } from "../../../local/ministack/gateway";
import { organizationOf } from "../../../local/ministack/organization";
import type { AwsProxy } from "../../../local/ministack/proxy";
import { newSessions } from "../../../local/ministack/sessions";

type Seen = { readonly action: string; readonly headers: IncomingHttpHeaders; readonly body: string };

/** The emulator's answers by action; it stores more than it returns. */
const answers: Record<string, { status?: number; type?: string; body: string }> = {};
const seen: Seen[] = [];
let emulator: Server;
let gateway: AwsProxy;

const instance =
  "<instanceId>i-0abc</instanceId><blockDeviceMapping><item><ebs><volumeId>vol-0def</volumeId></ebs></item></blockDeviceMapping><monitoring><state>disabled</state></monitoring>";

const clients = () => ({
  endpoint: gateway.url,
  region: accountRoot.region,
  credentials: accountRoot.credentials,
});

beforeAll(async () => {
  emulator = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const target = String(request.headers["x-amz-target"] ?? "")
      .split(".")
      .at(-1);
    const action = target || new URLSearchParams(body).get("Action") || "";
    seen.push({ action: target ? `json:${action}` : action, headers: request.headers, body });
    const answer = answers[target ? `json:${action}` : action] ?? { status: 400, body: "<unknown/>" };
    response.writeHead(answer.status ?? 200, { "content-type": answer.type ?? "text/xml" }).end(answer.body);
  });
  await new Promise<void>((resolve) => emulator.listen(0, "127.0.0.1", resolve));
  gateway = await startGateway(() => `http://127.0.0.1:${(emulator.address() as AddressInfo).port}`);
});

afterAll(async () => {
  await gateway.close();
  emulator.close();
});

beforeEach(() => {
  seen.length = 0;
});

test("a call is forwarded as it was signed, and as one that used TLS", async () => {
  answers["Publish"] = {
    body: "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>",
  };
  const { MessageId } = await new SNSClient(clients()).send(
    new PublishCommand({ TopicArn: "arn:aws:sns:us-east-1:111122223333:t", Message: "größer" }),
  );
  expect(MessageId).toBe("1");
  expect(seen[0]?.headers["host"]).toBe(new URL(gateway.url).host);
  expect(seen[0]?.headers["authorization"]).toMatch(/\/us-east-1\/sns\/aws4_request/);
  expect(seen[0]?.headers["x-forwarded-proto"]).toBe("https");
  expect(new URLSearchParams(seen[0]?.body).get("Message")).toBe("größer");
});

const createRole = (...keys: readonly string[]) =>
  new IAMClient(clients()).send(
    new CreateRoleCommand({
      RoleName: "notifier",
      AssumeRolePolicyDocument: "{}",
      Tags: keys.map((Key) => ({ Key, Value: "x" })),
    }),
  );

test("IAM refuses tag keys that differ only in case, and the emulator does not see the call", async () => {
  await expect(createRole("team", "Team")).rejects.toMatchObject({
    message: "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
  });
  expect(seen).toEqual([]);
});

test("other tags of IAM are left to the emulator", async () => {
  answers["CreateRole"] = {
    body: "<CreateRoleResponse><CreateRoleResult><Role/></CreateRoleResult></CreateRoleResponse>",
  };
  await createRole("team", "stage");
  expect(seen.map(({ action }) => action)).toEqual(["CreateRole"]);
});

test("an instance keeps its metadata options, monitoring, EBS optimization and the encryption of its disk", async () => {
  answers["RunInstances"] = {
    body: `<RunInstancesResponse><instancesSet><item>${instance}</item></instancesSet></RunInstancesResponse>`,
  };
  answers["DescribeInstances"] = {
    body: `<DescribeInstancesResponse><reservationSet><item><instancesSet><item>${instance}</item></instancesSet></item></reservationSet></DescribeInstancesResponse>`,
  };
  const volume = (id: string) =>
    `<item>\n<volumeId>${id}</volumeId>\n<size>8</size><encrypted>false</encrypted><attachmentSet><item><volumeId>${id}</volumeId></item></attachmentSet></item>`;
  answers["DescribeVolumes"] = {
    body: `<DescribeVolumesResponse><volumeSet>${volume("vol-0aaa")}${volume("vol-0def")}</volumeSet></DescribeVolumesResponse>`,
  };
  const ec2 = new EC2Client(clients());
  await ec2.send(
    new RunInstancesCommand({
      MinCount: 1,
      MaxCount: 1,
      ImageId: "ami-1",
      Monitoring: { Enabled: true },
      EbsOptimized: true,
      MetadataOptions: { HttpTokens: "required", HttpPutResponseHopLimit: 1 },
      BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { Encrypted: true, KmsKeyId: "key-1" } }],
    }),
  );
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({}));
  expect(Reservations?.[0]?.Instances?.[0]).toMatchObject({
    MetadataOptions: { State: "applied", HttpTokens: "required", HttpPutResponseHopLimit: 1 },
    Monitoring: { State: "enabled" },
    EbsOptimized: true,
  });
  const { Volumes } = await ec2.send(new DescribeVolumesCommand({}));
  expect(Volumes?.map(({ VolumeId, Encrypted, KmsKeyId }) => ({ VolumeId, Encrypted, KmsKeyId }))).toEqual([
    { VolumeId: "vol-0aaa", Encrypted: false, KmsKeyId: undefined },
    { VolumeId: "vol-0def", Encrypted: true, KmsKeyId: "key-1" },
  ]);
});

test("an unknown instance stays as the emulator describes it", async () => {
  answers["DescribeInstances"] = {
    body: "<DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>i-0999</instanceId><monitoring><state>disabled</state></monitoring></item></instancesSet></item></reservationSet></DescribeInstancesResponse>",
  };
  const { Reservations } = await new EC2Client(clients()).send(new DescribeInstancesCommand({}));
  expect(Reservations?.[0]?.Instances?.[0]).toMatchObject({ Monitoring: { State: "disabled" } });
  expect(Reservations?.[0]?.Instances?.[0]?.MetadataOptions).toBeUndefined();
  expect(Reservations?.[0]?.Instances?.[0]?.EbsOptimized).toBeUndefined();
});

test("detailed monitoring can be switched on and off later too", async () => {
  answers["DescribeInstances"] = {
    body: `<DescribeInstancesResponse><reservationSet><item><instancesSet><item>${instance.replaceAll("i-0abc", "i-0222")}</item></instancesSet></item></reservationSet></DescribeInstancesResponse>`,
  };
  const ec2 = new EC2Client(clients());
  const stateOf = async () =>
    (await ec2.send(new DescribeInstancesCommand({}))).Reservations?.[0]?.Instances?.[0]?.Monitoring?.State;
  expect(await stateOf()).toBe("disabled");
  const { InstanceMonitorings } = await ec2.send(new MonitorInstancesCommand({ InstanceIds: ["i-0222"] }));
  expect(InstanceMonitorings).toEqual([{ InstanceId: "i-0222", Monitoring: { State: "pending" } }]);
  expect(await stateOf()).toBe("enabled");
  await ec2.send(new UnmonitorInstancesCommand({ InstanceIds: ["i-0222"] }));
  expect(await stateOf()).toBe("disabled");
});

test("a volume keeps its key, and others get none", async () => {
  const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd";
  const volume = (id: string, encrypted = true) =>
    `<volumeId>${id}</volumeId><size>1</size><encrypted>${encrypted}</encrypted>`;
  answers["CreateVolume"] = { body: `<CreateVolumeResponse>${volume("vol-0123")}</CreateVolumeResponse>` };
  answers["DescribeVolumes"] = {
    body: `<DescribeVolumesResponse><volumeSet><item>${volume("vol-0789", false)}</item><item>${volume("vol-0123")}</item><item>${volume("vol-0456")}</item></volumeSet></DescribeVolumesResponse>`,
  };
  const ec2 = new EC2Client(clients());
  const create = new CreateVolumeCommand({ AvailabilityZone: "us-east-1a", Encrypted: true, KmsKeyId: key });
  expect(await ec2.send(create)).toMatchObject({ VolumeId: "vol-0123", KmsKeyId: key });
  const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({}));
  expect(Volumes.map(({ VolumeId, KmsKeyId }) => [VolumeId, KmsKeyId])).toEqual([
    ["vol-0789", undefined],
    ["vol-0123", key],
    ["vol-0456", undefined],
  ]);
});

test("a database keeps its backup window", async () => {
  const database = (name: string) =>
    `<DBInstanceIdentifier>${name}</DBInstanceIdentifier><PreferredBackupWindow>03:00-04:00</PreferredBackupWindow>`;
  answers["CreateDBInstance"] = {
    body: `<CreateDBInstanceResponse><CreateDBInstanceResult><DBInstance>${database("shop")}</DBInstance></CreateDBInstanceResult></CreateDBInstanceResponse>`,
  };
  answers["DescribeDBInstances"] = {
    body: `<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances><DBInstance>${database("other")}</DBInstance><DBInstance>${database("shop")}</DBInstance></DBInstances></DescribeDBInstancesResult></DescribeDBInstancesResponse>`,
  };
  const rds = new RDSClient(clients());
  const { DBInstance } = await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: "shop",
      DBInstanceClass: "db.t4g.micro",
      Engine: "postgres",
      PreferredBackupWindow: "22:00-22:30",
    }),
  );
  expect(DBInstance?.PreferredBackupWindow).toBe("22:00-22:30");
  const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({}));
  expect(DBInstances.map(({ PreferredBackupWindow }) => PreferredBackupWindow)).toEqual([
    "03:00-04:00",
    "22:00-22:30",
  ]);
});

test("a VPC keeps its further ranges until they are disassociated, and is found by one", async () => {
  const vpc = (id: string) =>
    `<item><vpcId>${id}</vpcId><state>available</state><cidrBlock>10.42.0.0/28</cidrBlock><cidrBlockAssociationSet><item><cidrBlock>10.42.0.0/28</cidrBlock></item></cidrBlockAssociationSet></item>`;
  const described = (...ids: readonly string[]) => ({
    body: `<DescribeVpcsResponse><vpcSet>${ids.map(vpc).join("")}</vpcSet></DescribeVpcsResponse>`,
  });
  const ec2 = new EC2Client(clients());
  const { CidrBlockAssociation } = await ec2.send(
    new AssociateVpcCidrBlockCommand({ VpcId: "vpc-0abc", CidrBlock: "10.42.0.16/28" }),
  );
  const id = CidrBlockAssociation?.AssociationId ?? "";
  const blocksOf = async (...Values: readonly string[]) => {
    const { Vpcs = [] } = await ec2.send(
      new DescribeVpcsCommand(
        Values.length === 0
          ? {}
          : { Filters: [{ Name: "cidr-block-association.association-id", Values: [...Values] }] },
      ),
    );
    return Vpcs.map(({ VpcId, CidrBlockAssociationSet = [] }) => [
      VpcId,
      ...CidrBlockAssociationSet.map(({ CidrBlock }) => CidrBlock).sort(),
    ]);
  };
  answers["DescribeVpcs"] = described("vpc-0abc", "vpc-0999");
  expect(await blocksOf()).toEqual([
    ["vpc-0abc", "10.42.0.0/28", "10.42.0.16/28"],
    ["vpc-0999", "10.42.0.0/28"],
  ]);
  answers["DescribeVpcs"] = described("vpc-0abc");
  expect(await blocksOf(id)).toEqual([["vpc-0abc", "10.42.0.0/28", "10.42.0.16/28"]]);
  expect(seen.at(-1)?.body).toContain("VpcId.1=vpc-0abc");
  await ec2.send(new DisassociateVpcCidrBlockCommand({ AssociationId: id }));
  expect(await blocksOf(id)).toEqual([]);
  expect(await blocksOf()).toEqual([["vpc-0abc", "10.42.0.0/28"]]);
});

test("a flow log keeps its role, its interval and its tags", async () => {
  answers["CreateFlowLogs"] = {
    body: "<CreateFlowLogsResponse><flowLogIdSet><item>fl-0Abc</item></flowLogIdSet></CreateFlowLogsResponse>",
  };
  const item = (id: string) => `<item><flowLogId>${id}</flowLogId><trafficType>ALL</trafficType></item>`;
  answers["DescribeFlowLogs"] = {
    body: `<DescribeFlowLogsResponse><flowLogSet>${item("fl-0Abc")}${item("fl-0999")}</flowLogSet></DescribeFlowLogsResponse>`,
  };
  const ec2 = new EC2Client(clients());
  const role = "arn:aws:iam::111122223333:role/flow-logs";
  await ec2.send(
    new CreateFlowLogsCommand({
      ResourceIds: ["vpc-0abc"],
      ResourceType: "VPC",
      TrafficType: "ALL",
      DeliverLogsPermissionArn: role,
      TagSpecifications: [{ ResourceType: "vpc-flow-log", Tags: [{ Key: "stage", Value: "a b" }] }],
    }),
  );
  const tagging = seen.find(({ action }) => action === "CreateTags");
  expect(Object.fromEntries(new URLSearchParams(tagging?.body))).toMatchObject({
    "ResourceId.1": "fl-0Abc",
    "Tag.1.Key": "stage",
    "Tag.1.Value": "a b",
  });
  const { FlowLogs } = await ec2.send(new DescribeFlowLogsCommand({}));
  expect(FlowLogs).toEqual([
    {
      FlowLogId: "fl-0Abc",
      TrafficType: "ALL",
      DeliverLogsPermissionArn: role,
      MaxAggregationInterval: 600,
    },
    { FlowLogId: "fl-0999", TrafficType: "ALL" },
  ]);
});

const imagesFor = async (architecture: string) => {
  const { Images } = await new EC2Client(clients()).send(
    new DescribeImagesCommand({ Filters: [{ Name: "architecture", Values: [architecture] }] }),
  );
  return Images?.map(({ ImageId, Architecture, Name }) => [ImageId, Architecture, Name]);
};

test("Amazon Linux exists for both architectures", async () => {
  answers["DescribeImages"] = {
    body: "<DescribeImagesResponse><imagesSet><item><imageId>ami-0abc</imageId><architecture>x86_64</architecture><name>al2023-x86_64</name></item></imagesSet></DescribeImagesResponse>",
  };
  expect(await imagesFor("x86_64")).toEqual([["ami-0abc", "x86_64", "al2023-x86_64"]]);
  seen.length = 0;
  expect(await imagesFor("arm64")).toEqual([["ami-0abc", "arm64", "al2023-arm64"]]);
  const wanted = seen.map(({ body }) => new URLSearchParams(body).get("Filter.1.Value.1"));
  expect(wanted).toEqual(["arm64", "x86_64"]);
});

test("a caller that is not allowed to describe images learns nothing", async () => {
  answers["DescribeImages"] = {
    status: 403,
    body: "<Response><Errors><Error><Code>UnauthorizedOperation</Code></Error></Errors></Response>",
  };
  await expect(imagesFor("arm64")).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  expect(seen).toHaveLength(1);
});

test("every Availability Zone has the instance type", async () => {
  answers["DescribeAvailabilityZones"] = {
    body: "<R><item><zoneName>us-east-1a</zoneName></item><item><zoneName>us-east-1b</zoneName></item></R>",
  };
  const { InstanceTypeOfferings } = await new EC2Client(clients()).send(
    new DescribeInstanceTypeOfferingsCommand({
      LocationType: "availability-zone",
      Filters: [{ Name: "instance-type", Values: ["t3.nano"] }],
    }),
  );
  expect(InstanceTypeOfferings?.map(({ InstanceType, Location }) => `${InstanceType} ${Location}`)).toEqual([
    "t3.nano us-east-1a",
    "t3.nano us-east-1b",
  ]);
});

const describeAlarms = async (form: Record<string, string>): Promise<Response> => {
  const body = new URLSearchParams({ Action: "DescribeAlarms", Version: "2010-08-01", ...form }).toString();
  const { headers } = sign(
    {
      service: "monitoring",
      region: accountRoot.region,
      host: new URL(gateway.url).host,
      method: "POST",
      path: "/",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body,
    },
    accountRoot.credentials,
  );
  return fetch(gateway.url, { method: "POST", body, headers: headers as Record<string, string> });
};

test("an alarm is described completely, with either a statistic or a percentile", async () => {
  answers["DescribeAlarms"] = { body: "<DescribeAlarmsResponse/>" };
  const alarm = {
    AlarmName: "duration <slow>",
    Statistic: "Average",
    ExtendedStatistic: "p99",
    Dimensions: [{ Name: "FunctionName", Value: "notifier" }],
    ActionsEnabled: true,
    StateUpdatedTimestamp: 1_787_371_380,
  };
  answers["json:DescribeAlarms"] = {
    type: "application/json",
    body: JSON.stringify({
      MetricAlarms: [alarm, { AlarmName: "depth", Statistic: "Maximum" }],
      CompositeAlarms: [],
    }),
  };
  const xml = await (await describeAlarms({ "AlarmNames.member.1": "a", MaxRecords: "5" })).text();
  expect(xml).toContain("<AlarmName>duration &lt;slow&gt;</AlarmName>");
  expect(xml).toContain(
    "<Dimensions><member><Name>FunctionName</Name><Value>notifier</Value></member></Dimensions>",
  );
  expect(xml).toContain("<StateUpdatedTimestamp>2026-08-22T04:03:00.000Z</StateUpdatedTimestamp>");
  expect(xml).toContain("<ExtendedStatistic>p99</ExtendedStatistic>");
  expect(xml).not.toContain("Average");
  expect(xml).toContain("<Statistic>Maximum</Statistic>");
  const asked = seen.find(({ action }) => action === "json:DescribeAlarms");
  expect(JSON.parse(asked?.body ?? "")).toEqual({ AlarmNames: ["a"], MaxRecords: 5 });
});

test("a caller that is not allowed to describe alarms gets the emulator's refusal, and learns nothing", async () => {
  answers["DescribeAlarms"] = { status: 403, body: "<Error>AccessDenied</Error>" };
  const response = await describeAlarms({});
  expect(response.status).toBe(403);
  expect(seen.map(({ action }) => action)).toEqual(["DescribeAlarms"]);
});

test("where the emulator has ended, the answer says so", async () => {
  const lonely = await startGateway(() => "http://127.0.0.1:1");
  const response = await fetch(lonely.url, { method: "POST", body: "x" });
  expect(response.status).toBe(503);
  expect(await response.text()).toContain("The local AWS does not answer");
  await lonely.close();
});

test("who assumes a role is known by the session's key", async () => {
  const emulatorUrl = `http://127.0.0.1:${(emulator.address() as AddressInfo).port}`;
  const sessions = newSessions(() => emulatorUrl);
  const own = await startGateway(() => emulatorUrl, sessions);
  const RoleArn = "arn:aws:iam::444455556666:role/ops/break-glass";
  const arn = "arn:aws:sts::444455556666:assumed-role/break-glass/alice";
  answers["AssumeRole"] = {
    body: `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAONE</AccessKeyId></Credentials><AssumedRoleUser><Arn>${arn}</Arn></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>`,
  };
  const sts = new STSClient({ ...clients(), endpoint: own.url });
  await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "alice" }));
  expect(await sessions.callerOf("ASIAONE")).toEqual({
    accountId: "444455556666",
    arn,
    principalArn: RoleArn,
  });
  // A function's, of which the emulator knows the account.
  answers["GetAccessKeyInfo"] = {
    body: "<GetAccessKeyInfoResponse><GetAccessKeyInfoResult><Account>444455556666</Account></GetAccessKeyInfoResult></GetAccessKeyInfoResponse>",
  };
  expect(await sessions.callerOf("ASIATWO")).toMatchObject({ accountId: "444455556666" });
  answers["GetAccessKeyInfo"] = { status: 400, body: "<Error/>" };
  expect(await sessions.callerOf("ASIATHREE")).toBeUndefined();
  expect(await sessions.callerOf(accountRoot.accountId)).toBeUndefined();
  answers["AssumeRole"] = { status: 403, body: "<Error/>" };
  await expect(sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "alice" }))).rejects.toThrow();
  sts.destroy();
  await own.close();
});

test("both accounts are in one organization, which the emulator does not know; a refusal stays one", async () => {
  const describe = async (accessKeyId: string) => {
    const { host } = new URL(gateway.url);
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AWSOrganizationsV20161128.DescribeOrganization",
    };
    const request = {
      service: "organizations",
      region: "us-east-1",
      host,
      method: "POST",
      path: "/",
      headers,
      body: "{}",
    };
    const signed = sign(request, { accessKeyId, secretAccessKey: "test" });
    const answer = await fetch(gateway.url, {
      method: "POST",
      headers: signed.headers as Record<string, string>,
      body: "{}",
    });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  };
  answers["json:DescribeOrganization"] = {
    type: "application/x-amz-json-1.1",
    body: JSON.stringify({ Organization: { Id: "o-lonely0000" } }),
  };
  const [own, other] = [await describe(accountRoot.accountId), await describe(receivingAccountId)];
  expect(own.body.Organization.Id).toBe(organizationOf(accountRoot.accountId)?.id);
  expect(other).toEqual(own);
  expect(organizationOf("999999999999")).toBeUndefined();
  const denied = { __type: "AccessDeniedException" };
  answers["json:DescribeOrganization"] = { status: 403, body: JSON.stringify(denied) };
  expect(await describe(receivingAccountId)).toEqual({ status: 403, body: denied });
});
