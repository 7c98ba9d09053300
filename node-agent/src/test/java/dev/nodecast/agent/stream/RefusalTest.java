package dev.nodecast.agent.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {
  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT, frame 17: cell 9, 17",
    "INVALID_ARGUMENT, malformed frame seq=18, 18",
    "INVALID_ARGUMENT, seq: 19 (expected: 20), 19",
    "INVALID_ARGUMENT, node: 300 characters (expected: <= 253), 0",
    "INVALID_ARGUMENT, frame 99999999999999999999, 0",
    "UNAVAILABLE, frame 17: cell 9, 0"
  })
  void findsTheFrameThatIsMalformed(Status.Code code, String words, long seq) {
    assertThat(Refusal.malformedSeq(code.toStatus().withDescription(words))).isEqualTo(seq);
  }
}
