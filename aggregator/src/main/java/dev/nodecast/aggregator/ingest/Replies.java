package dev.nodecast.aggregator.ingest;

import dev.nodecast.v1.Ack;
import dev.nodecast.v1.AggregatorMessage;
import dev.nodecast.v1.Command;
import dev.nodecast.v1.SetProfile;
import dev.nodecast.v1.Welcome;
import java.util.Optional;

/** What an agent is told, as {@code ingest.proto} has it. */
final class Replies {
  private Replies() {}

  static AggregatorMessage welcome(
      Resume resume, IngestLimits limits, String version, boolean liveOnly) {
    return AggregatorMessage.newBuilder()
        .setWelcome(
            Welcome.newBuilder()
                .setResumeFrom(resume.from())
                .setWindowMs(limits.windowMs())
                .setMaxUnackedBytes(limits.maxUnackedBytes())
                .setMaxFrameBytes(limits.maxFrameBytes())
                .setAggregatorVersion(version)
                .setLiveOnly(liveOnly))
        .build();
  }

  static AggregatorMessage ack(long seq) {
    return AggregatorMessage.newBuilder().setAck(Ack.newBuilder().setSeq(seq)).build();
  }

  /** Nothing ordered: the agent's own configuration holds. */
  static AggregatorMessage setProfile(Optional<ProfileOrders.Order> order) {
    SetProfile.Builder set = SetProfile.newBuilder();
    order.ifPresent(o -> set.setProfile(o.profile().text()).addAllSubjects(o.subjects()));
    return AggregatorMessage.newBuilder()
        .setCommand(Command.newBuilder().setSetProfile(set))
        .build();
  }
}
