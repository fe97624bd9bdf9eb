/** The parameters of an EC2 filter's values: `Filter.1.Value.1`, ... ; none where the call has no such filter. */
export const filterValues = (
  parameters: URLSearchParams,
  filterName: string,
): readonly (readonly [key: string, value: string])[] => {
  const [name] =
    [...parameters].find(([key, value]) => /^Filter\.\d+\.Name$/.test(key) && value === filterName) ?? [];
  const prefix = name?.replace(/Name$/, "Value.");
  return prefix === undefined ? [] : [...parameters].filter(([key]) => key.startsWith(prefix));
};
