package dev.nodecast.bpf.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What connections begin with, under the address and undefined behaviour sanitizers. */
class ClassifierTest {
  @TempDir Path directory;

  @Test
  void recognisesWhatIsRead() throws Exception {
    try (Classify cases = new Classify(directory)) {
      List<ExchangeProtocol> expected = new ArrayList<>();
      for (var known : FirstBytes.KNOWN.entrySet()) {
        for (byte[] bytes : known.getValue()) {
          cases.add(bytes);
          expected.add(known.getKey());
        }
      }
      cases.add(FirstBytes.MYSQL);
      expected.add(ExchangeProtocol.MYSQL);
      cases.run();
      for (int i = 0; i < expected.size(); i++) {
        assertThat(cases.protocol(i)).as("case %d", i).isEqualTo(expected.get(i));
        assertThat(cases.request(i)).isEqualTo(expected.get(i) != ExchangeProtocol.MYSQL);
      }
    }
  }

  @Test
  void saysNothingOfOtherProtocols() throws Exception {
    try (Classify cases = new Classify(directory)) {
      for (byte[] bytes : FirstBytes.FOREIGN) {
        cases.add(bytes);
      }
      cases.run();
      for (int i = 0; i < cases.count(); i++) {
        assertThat(cases.protocol(i)).as("case %d", i).isEqualTo(ExchangeProtocol.UNDECIDED);
      }
    }
  }

  /** A magic number has four bytes and more beside it: not one of 600,000. */
  @Test
  void saysNothingOfNoise() throws Exception {
    Random random = new Random(4);
    byte[] bytes = new byte[Classify.PEEK];
    try (Classify cases = new Classify(directory)) {
      for (int i = 0; i < 300_000; i++) {
        random.nextBytes(bytes);
        cases.add(bytes, random.nextInt(4) == 0 ? Classify.PEEK : random.nextInt(20_000));
        // TLS, compressed, SSH and others: their beginnings with noise behind
        byte[] of = FirstBytes.FOREIGN.get(i % FirstBytes.FOREIGN.size());
        System.arraycopy(of, 0, bytes, 0, Math.min(4, of.length));
        cases.add(bytes, Math.max(of.length, 5));
      }
      cases.run();
      assertThat(cases.decided()).isZero();
    }
  }

  /**
   * The worst case, which is made for Kafka's rule: a length that fits, small integers and zeros
   * behind it, a byte that is a letter by chance. One of a million passes as Kafka, none as others.
   */
  @Test
  void saysAlmostNothingOfFramedIntegers() throws Exception {
    Random random = new Random(5);
    try (Classify cases = new Classify(directory)) {
      for (int i = 0; i < 200_000; i++) {
        cases.add(FirstBytes.framed(random));
      }
      cases.run();
      assertThat(cases.decided()).isZero();
    }
  }

  /** Broken ones are their own protocol or none. */
  @Test
  void neverTakesOneForAnother() throws Exception {
    Random random = new Random(6);
    List<ExchangeProtocol> own = new ArrayList<>();
    try (Classify cases = new Classify(directory)) {
      for (int i = 0; i < 20_000; i++) {
        for (var known : FirstBytes.KNOWN.entrySet()) {
          List<byte[]> of = known.getValue();
          cases.add(FirstBytes.mutated(of.get(i % of.size()), random));
          own.add(known.getKey());
        }
        cases.add(FirstBytes.mutated(FirstBytes.MYSQL, random));
        own.add(ExchangeProtocol.MYSQL);
        cases.add(FirstBytes.mutated(FirstBytes.FOREIGN.get(0), random));
        own.add(ExchangeProtocol.UNDECIDED);
      }
      cases.run();
      for (int i = 0; i < own.size(); i++) {
        assertThat(cases.protocol(i)).isIn(own.get(i), ExchangeProtocol.UNDECIDED);
      }
      assertThat(cases.decided()).isGreaterThan(own.size() / 10);
    }
  }
}
