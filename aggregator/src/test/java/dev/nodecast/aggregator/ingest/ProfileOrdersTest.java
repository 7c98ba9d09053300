package dev.nodecast.aggregator.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodecast.catalog.Profile;
import dev.nodecast.v1.SetProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is ordered reaches the agent, now and after restarts of either side. */
class ProfileOrdersTest extends FaultyAgents {
  private static final ProfileOrders.Order MUCH =
      new ProfileOrders.Order(Profile.COMPREHENSIVE, List.of());
  private static final ProfileOrders.Order SOME =
      new ProfileOrders.Order(Profile.CUSTOM, List.of("life", "tcp"));

  @Test
  void anAgentIsToldAtOnceAndAgainWhenItConnects() throws Exception {
    sessions.order("good", Optional.of(MUCH));
    assertThat(told()).isEqualTo("comprehensive []");
    sessions.order("good", Optional.of(SOME));
    assertThat(told()).isEqualTo("custom [life, tcp]");
    sessions.order("good", Optional.empty());
    assertThat(told()).isEqualTo(" []");

    sessions.order("later", Optional.of(MUCH));
    TestingStream later = open();
    later.hello(hello(new TestingAgent("later", "l", 1)));
    assertThat(later.message().hasWelcome()).isTrue();
    assertThat(later.message().getCommand().getSetProfile().getProfile())
        .isEqualTo("comprehensive");
  }

  @Test
  void ordersOutliveARestart(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("deep/profiles");
    ProfileOrders orders = ProfileOrders.load(file);
    orders.set("a", Optional.of(MUCH));
    orders.set("b", Optional.of(SOME));
    orders.set("c", Optional.of(MUCH));
    orders.set("c", Optional.empty());

    ProfileOrders again = ProfileOrders.load(file);
    assertThat(again.of("a")).contains(MUCH);
    assertThat(again.of("b")).contains(SOME);
    assertThat(again.of("c")).isEmpty();
  }

  @Test
  void aLineThatIsNoneTakesNoOtherWithIt(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("profiles");
    Files.writeString(file, "rubbish\nx\tHUGE\t\na\tMINIMAL\t\n");
    assertThat(ProfileOrders.load(file).of("a"))
        .contains(new ProfileOrders.Order(Profile.MINIMAL, List.of()));
  }

  @Test
  void whatCannotBeKeptIsNotOrdered(@TempDir Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("file")).resolve("profiles");
    ProfileOrders orders = ProfileOrders.load(file);
    assertThatThrownBy(() -> orders.set("a", Optional.of(MUCH))).isInstanceOf(IOException.class);
    assertThat(orders.of("a")).isEmpty();
  }

  private String told() throws Exception {
    SetProfile set = good.message().getCommand().getSetProfile();
    return set.getProfile() + " " + set.getSubjectsList();
  }
}
