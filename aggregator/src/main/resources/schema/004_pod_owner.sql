-- Whose each pod is: its owner, and the topmost one. Of each entity the last state counts.
CREATE OR REPLACE VIEW nodecast.pod_owner ${on_cluster} AS
WITH last AS
(
    SELECT
        type,
        uid,
        argMax(namespace, ts) AS namespace,
        argMax(name, ts) AS name,
        argMax(deleted, ts) AS deleted,
        max(ts) AS told,
        argMax(arrayFirst(r -> r.how = 'managed_by', relations).uid, ts) AS owner_uid,
        argMax(arrayFirst(r -> r.how = 'scheduled_on', relations).uid, ts) AS node_uid
    FROM nodecast.k8s_entity
    GROUP BY type, uid
)
SELECT
    pods.namespace AS namespace,
    pods.name AS pod,
    pods.uid AS uid,
    nodes.name AS node,
    replaceOne(owners.type, 'k8s.', '') AS owner_kind,
    owners.name AS owner,
    replaceOne(if(tops.name != '', tops.type, owners.type), 'k8s.', '') AS workload_kind,
    if(tops.name != '', tops.name, owners.name) AS workload,
    pods.deleted AS deleted,
    pods.told AS ts
FROM (SELECT * FROM last WHERE type = 'k8s.pod') AS pods
LEFT JOIN (SELECT * FROM last WHERE uid != '') AS owners ON owners.uid = pods.owner_uid
LEFT JOIN (SELECT * FROM last WHERE uid != '') AS tops ON tops.uid = owners.owner_uid
LEFT JOIN (SELECT uid, name FROM last WHERE type = 'k8s.node') AS nodes ON nodes.uid = pods.node_uid
