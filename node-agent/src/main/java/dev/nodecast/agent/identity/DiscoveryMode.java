package dev.nodecast.agent.identity;

/** Where the names of pods come from. */
public enum DiscoveryMode {
  /** The aggregator, which watches the cluster, sends them: the agent needs no rights there. */
  STREAM,
  /** The agent watches its node's pods at the API server. */
  INFORMER,
  /** The agent asks its node's kubelet. */
  KUBELET,
  /** There are none: pods and containers go by their ids. */
  OFF
}
