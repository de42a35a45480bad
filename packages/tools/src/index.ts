// writing tools
export { defineTool, type ParametersOf, type ToolDefinition, type TypedSchema } from './define-tool.ts';
export { toolPack, type ToolPack, type ToolPackOptions } from './tool-pack.ts';
export { truncate, type ResultShape } from './result-shape.ts';

// policies that wrap any tool or pack
export { withPolicies, type AnyTool, type PackPolicy, type ToolPolicy } from './policies/policy.ts';
export { requireApproval, type ApprovalOptions } from './policies/approval.ts';
export { cache, type CacheOptions } from './policies/cache.ts';
export { circuitBreaker, type CircuitBreakerOptions } from './policies/circuit-breaker.ts';
export { dryRun, type DryRunOptions } from './policies/dry-run.ts';
export { isTransient } from './policies/is-transient.ts';
export { rateLimit, type RateLimitOptions } from './policies/rate-limit.ts';
export { redactParameters } from './policies/redact-parameters.ts';
export { retry, type RetryOptions } from './policies/retry.ts';
