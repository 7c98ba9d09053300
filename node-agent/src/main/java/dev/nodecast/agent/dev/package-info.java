/**
 * {@code --dev}: this machine's processes grouped into pods that look like a cluster's, with real
 * numbers and without any container or Kubernetes. A program is a workload; its processes are one
 * pod, whose name, namespace and ids follow from the node's and the program's names, so that they
 * are the same after a restart and differ between agents that share a machine.
 */
package dev.nodecast.agent.dev;
