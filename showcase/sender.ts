/** The app's name in Slack. It is the name in slack-app.yaml. */
export const senderName = "Backup Notifications";
