package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.bpf.exchange.ExchangeProtocol;
import dev.nodecast.catalog.ServiceKind;
import org.junit.jupiter.api.Test;

class PartyTest {
  private final Party party =
      new Party(new Party.Key(null, "p", true, ExchangeProtocol.HTTP2, "grpc"));

  @Test
  void askedForAgainItIsTheSameRow() {
    Row ok = party.row("a.v1.B/Get", "", "OK");
    assertThat(party.row("a.v1.B/Get", "", "OK")).isSameAs(ok);
    assertThat(party.row("a.v1.B/".concat("Get"), "", "O".concat("K"))).isSameAs(ok);
    assertThat(party.row("a.v1.B/Get", "", "UNKNOWN").status).isEqualTo("UNKNOWN");
    assertThat(party.row("a.v1.B/Put", "", "OK").operation).isEqualTo("a.v1.B/Put");
    assertThat(party.row("a.v1.B/Get", "/", "OK").target).isEqualTo("/");
    assertThat(party.row("a.v1.B/Get", "", "OK")).isSameAs(ok);
    assertThat(party.rows()).hasSize(4);
  }

  @Test
  void aRowThatWasRemovedIsAnotherOneWhenItComesAgain() {
    Row gone = party.row("a.v1.B/Get", "", "OK");
    assertThat(party.row("a.v1.B/Get", "", "OK")).isSameAs(gone);
    party.remove(gone);
    assertThat(party.rows()).isEmpty();
    assertThat(party.row("a.v1.B/Get", "", "OK")).isNotSameAs(gone);
    assertThat(party.rows()).hasSize(1);
  }

  @Test
  void whatIsSummedIsCountedEachTime() {
    for (int i = 0; i < Party.OPERATIONS; i++) {
      party.row("get" + i, "", "OK");
    }
    for (int i = 0; i < 3; i++) {
      assertThat(party.row("one-more", "", "OK").operation).isEqualTo(ServiceKind.OTHER);
    }
    assertThat(party.takeLimited()).isEqualTo(3);
    assertThat(party.row(ServiceKind.OTHER, "", "OK").operation).isEqualTo(ServiceKind.OTHER);
    party.row("one-more", "", "OK");
    assertThat(party.takeLimited()).isEqualTo(1);
  }
}
