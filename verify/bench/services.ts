import { bodyOf, type Certificate, startHttpServer } from "../../local/http-server";

const startService = async (certificate: Certificate, answerTo: (path: string) => string) => {
  const { server, url, close } = await startHttpServer(
    async (request, response) => {
      await bodyOf(request);
      const answer = answerTo(request.url ?? "/");
      response.writeHead(200, { "content-length": Buffer.byteLength(answer) }).end(answer);
    },
    { tls: certificate },
  );
  // A connection lives as long as the function that opened it: reconnecting is not what is measured.
  server.keepAliveTimeout = 0;
  return { url, close };
};

const job = {
  AccountId: "111122223333",
  BackupJobId: "1A2B3C4D-0000-1111-2222-333344445555",
  BackupVaultName: "main",
  ResourceArn: "arn:aws:ec2:eu-west-1:111122223333:instance/i-0abc1234def567890",
  ResourceName: "orders",
  ResourceType: "EC2",
  State: "COMPLETED",
  MessageCategory: "SUCCESS",
  CreationDate: 1_787_371_200,
  CompletionDate: 1_787_374_920,
  BackupSizeInBytes: 8_589_934_592,
  PercentDone: "100.0",
  CreatedBy: { BackupPlanName: "daily", BackupRuleName: "nightly" },
};

const described = JSON.stringify(job);

/** A month of nightly backups. */
const jobs = JSON.stringify({
  BackupJobs: Array.from({ length: 30 }, (_, nights) => ({
    ...job,
    BackupJobId: `1A2B3C4D-0000-1111-2222-${String(nights).padStart(12, "0")}`,
    CreationDate: Math.floor(Date.now() / 1000) - (nights + 1) * 86_400,
    CompletionDate: Math.floor(Date.now() / 1000) - (nights + 1) * 86_400 + 3600,
  })),
});

/** What the notifier talks to: three TLS servers that answer immediately, so that only the notifier's own time shows. */
export type Services = Awaited<ReturnType<typeof startServices>>;

/** Starts Slack, Parameter Store and AWS Backup on loopback. */
export const startServices = async (certificate: Certificate) => {
  const slack = await startService(certificate, () => "ok");
  const webhookUrl = `${slack.url}/services/T00000000/B00000000/bench`;
  const parameter = JSON.stringify({
    Parameter: { Name: "webhook", Type: "SecureString", Value: webhookUrl, Version: 1 },
  });
  const parameters = await startService(certificate, () => parameter);
  const backup = await startService(certificate, (path) =>
    path.startsWith("/backup-jobs/?") ? jobs : described,
  );
  return {
    parametersUrl: parameters.url,
    backupUrl: backup.url,
    webhookUrl,
    close: async () => {
      await Promise.all([slack.close(), parameters.close(), backup.close()]);
    },
  };
};
