package dev.nodecast.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WorkloadTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', '', 0, /",
    "Node, node1, '', 0, /",
    "ReplicaSet, web-68b5579675, 68b5579675, 0, Deployment/web",
    "ReplicaSet, web-68b5579675, '', 0, ReplicaSet/web-68b5579675",
    "ReplicaSet, by-hand, 68b5579675, 0, ReplicaSet/by-hand",
    "ReplicaSet, -68b5579675, 68b5579675, 0, ReplicaSet/-68b5579675",
    "StatefulSet, db, '', 0, StatefulSet/db",
    "Job, tick-1795263720, '', 1795263725, CronJob/tick",
    "Job, tick-29921062, '', 1795263725, CronJob/tick",
    "Job, once-20240101, '', 1795263725, Job/once-20240101",
    "Job, tick-1795263720, '', 1595263725, Job/tick-1795263720",
    "Job, load, '', 1795263725, Job/load",
  })
  void findsWhoStandsBehindAnOwner(
      String kind, String name, String hash, long created, String expected) {
    Workload found = Workload.of(kind, name, hash, created);
    assertThat(found.kind() + "/" + found.name()).isEqualTo(expected);
  }
}
