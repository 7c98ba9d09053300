package dev.nodecast.agent.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressLabelsTest {
  private final Map<String, String> names = new HashMap<>();
  private final AddressLabels labels =
      new AddressLabels(
          new Networks(
              List.of(
                  "10.8.0.0/16=office",
                  "10.8.9.0/25=lab",
                  "2001:db8::/33=carrier",
                  "0.0.0.0/0=world")),
          address -> names.get(Arrays.toString(address)),
          "n1");

  private static byte[] address(String text) throws Exception {
    byte[] of = InetAddress.getByName(text).getAddress();
    byte[] mapped = new byte[16];
    if (of.length == 16) {
      return of;
    }
    mapped[10] = -1;
    mapped[11] = -1;
    System.arraycopy(of, 0, mapped, 12, 4);
    return mapped;
  }

  @ParameterizedTest
  @CsvSource({
    "10.8.1.2, outside office",
    "10.8.9.127, outside lab",
    "10.8.9.128, outside office",
    "10.9.0.1, outside world",
    "2001:db8:7fff::1, outside carrier",
    "2001:db8:8000::1, outside ~internet",
    "fd00::1, outside ~private",
    "fe80::1, outside ~private",
    "::1, node n1",
    "127.8.8.8, node n1",
    "0.0.0.0, unknown ''",
    "::, unknown ''",
  })
  void isCalledByTheNarrowestThatKnowsIt(String text, String expected) throws Exception {
    Peer peer = labels.of(address(text));
    assertThat(peer.kind() + ' ' + peer.name()).isEqualTo(expected.replace("''", ""));
  }

  @Test
  void aNetworkIsStrongerThanALookUpAndThatThanTheRest() throws Exception {
    AddressLabels without =
        new AddressLabels(
            new Networks(List.of("10.8.0.0/16=office")),
            address -> names.get(Arrays.toString(address)),
            "n1");
    names.put(Arrays.toString(address("192.168.7.7")), "api.example.com");
    names.put(Arrays.toString(address("10.8.0.1")), "other.example.com");
    assertThat(without.of(address("192.168.7.7")).name()).isEqualTo("api.example.com");
    assertThat(without.of(address("10.8.0.1")).name()).isEqualTo("office");
    assertThat(without.of(address("192.168.7.8"))).isEqualTo(AddressLabels.PRIVATE);
    assertThat(without.of(address("100.64.0.1"))).isEqualTo(AddressLabels.PRIVATE);
    assertThat(without.of(address("172.32.0.1"))).isEqualTo(AddressLabels.INTERNET);
    Peer pod = new Peer(Peer.WORKLOAD, "shop", "db", "");
    assertThat(without.named(pod, address("192.168.7.7"))).isSameAs(pod);
    assertThat(without.named(Peer.outside(""), address("192.168.7.7")).name())
        .isEqualTo("api.example.com");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "office", "10.8.0.0=office", "10.8.0.0/33=office", "10.8.0.0/-1=office", "10.8.0.0/16=",
        "10.8.0/16=office", "10.8.0.256/16=office", "localhost/8=here", "/8=here", "::/129=x",
        "10.8.0.0/x=office", "=10.8.0.0/16", "10.8.0.0/16", ".:/8=x", ""
      })
  void whatIsNoNetworkWithANameIsRefused(String word) {
    assertThat(Networks.valid(word)).isFalse();
    assertThatThrownBy(() -> new Networks(List.of(word)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
