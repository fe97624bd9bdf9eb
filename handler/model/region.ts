/** The name of an AWS Region, in any partition: `eu-west-1`, `us-gov-east-1`, `eusc-de-east-1`. */
export const regionPattern = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/;
