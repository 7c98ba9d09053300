-- What containers use beside what they ask for, minute by minute. Both sides are put one below the
-- other and grouped, not joined: a filter on any of the keys reaches both.
CREATE OR REPLACE VIEW nodecast.container_usage ${on_cluster} AS
SELECT
    ts,
    namespace,
    anyIf(owner_kind, owner_kind != '') AS workload_kind,
    if(anyIf(owner, owner != '') != '', anyIf(owner, owner != ''), any(told_workload)) AS workload,
    pod,
    container,
    if(any(told_node) != '', any(told_node), anyIf(scheduled, scheduled != '')) AS node,
    sum(used_cpu) AS cpu,
    sum(memory_summed) / nullIf(sum(memory_windows), 0) AS memory,
    max(asked_cpu) AS cpu_request,
    max(most_cpu) AS cpu_limit,
    max(asked_memory) AS memory_request,
    max(most_memory) AS memory_limit
FROM
(
    SELECT
        ts, namespace, pod, container,
        toString(workload) AS told_workload,
        toString(node) AS told_node,
        cpu_usage_us / 60e6 AS used_cpu,
        memory_working_set_sum AS memory_summed,
        memory_working_set_windows AS memory_windows,
        '' AS owner_kind, '' AS owner, '' AS scheduled,
        CAST(NULL, 'Nullable(Float64)') AS asked_cpu,
        CAST(NULL, 'Nullable(Float64)') AS most_cpu,
        CAST(NULL, 'Nullable(Float64)') AS asked_memory,
        CAST(NULL, 'Nullable(Float64)') AS most_memory
    FROM nodecast.container_1m FINAL
    WHERE namespace != ''
    UNION ALL
    SELECT
        toStartOfMinute(ts), namespace, pod, container,
        '', '', NULL, NULL, 0,
        argMax(toString(workload_kind), ts), argMax(toString(workload), ts), argMax(toString(node), ts),
        argMaxIf(toNullable(value), ts, metric = 'k8s.container.cpu_request'),
        argMaxIf(toNullable(value), ts, metric = 'k8s.container.cpu_limit'),
        argMaxIf(toNullable(value), ts, metric = 'k8s.container.memory_request'),
        argMaxIf(toNullable(value), ts, metric = 'k8s.container.memory_limit')
    FROM nodecast.k8s_metric
    WHERE metric IN (
        'k8s.container.cpu_request', 'k8s.container.cpu_limit',
        'k8s.container.memory_request', 'k8s.container.memory_limit')
    GROUP BY toStartOfMinute(ts), namespace, pod, container
)
GROUP BY ts, namespace, pod, container
