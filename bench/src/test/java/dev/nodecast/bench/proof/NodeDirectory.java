package dev.nodecast.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * A directory of this test's own on the cluster's nodes: for the agents' spools, and for the
 * aggregator's volume where the cluster has no storage class. Made and removed by pods.
 */
final class NodeDirectory implements AutoCloseable {
  static final String NAME = "nodecast-proof";

  private final Kubectl kubectl;
  private final boolean volume;

  NodeDirectory(Kubectl kubectl) throws IOException, InterruptedException {
    this.kubectl = kubectl;
    volume = !hasDefaultClass();
    kubectl.run("create", "namespace", NAME);
    // The aggregator is not root, and nobody changes the owner of a host's directory for it.
    onTheNode("before", "mkdir -p /host/" + NAME + "/data && chown 10001 /host/" + NAME + "/data");
    if (volume) {
      kubectl.given(
          """
          apiVersion: v1
          kind: PersistentVolume
          metadata: {name: nodecast-proof}
          spec:
            capacity: {storage: 20Gi}
            accessModes: [ReadWriteOnce]
            persistentVolumeReclaimPolicy: Retain
            hostPath: {path: /var/lib/nodecast-proof/data}
          """,
          "apply",
          "-f",
          "-");
    }
  }

  private boolean hasDefaultClass() throws IOException, InterruptedException {
    for (JsonNode each : kubectl.json("get", "storageclass", "-o", "json").get("items")) {
      String key = "storageclass.kubernetes.io/is-default-class";
      if (each.path("metadata").path("annotations").path(key).asText().equals("true")) {
        return true;
      }
    }
    return false;
  }

  private void onTheNode(String name, String script) throws IOException, InterruptedException {
    kubectl.given(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: nodecast-proof}
        spec:
          restartPolicy: Never
          containers:
            - name: shell
              image: nodecast-agent:0.1.0
              imagePullPolicy: Never
              command: [sh, -c, '%s']
              volumeMounts: [{name: host, mountPath: /host}]
          volumes: [{name: host, hostPath: {path: /var/lib}}]
        """
            .formatted(name, script),
        "apply",
        "-f",
        "-");
    Eventually.within(
        LocalCluster.SOON,
        "pod " + name + " has done: " + script,
        () ->
            kubectl
                .run("-n", NAME, "get", "pod", name, "-o", "jsonpath={.status.phase}")
                .equals("Succeeded"));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    onTheNode("after", "rm -rf /host/" + NAME);
    if (volume) {
      kubectl.run("delete", "persistentvolume", NAME, "--ignore-not-found");
    }
    kubectl.run("delete", "namespace", NAME);
  }
}
