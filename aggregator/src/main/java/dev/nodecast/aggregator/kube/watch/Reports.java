package dev.nodecast.aggregator.kube.watch;

import dev.nodecast.aggregator.kube.http.HttpFailure;
import java.util.Optional;

/** Says for people how a {@link Reflector} fares, on its thread. */
public interface Reports {
  /** The server does not have it; it is asked again. */
  void absent();

  /**
   * Credentials are missing, or a rule for them.
   *
   * @param verb list, watch
   * @param resource empty where not even that could be asked
   */
  void denied(HttpFailure refusal, String verb, Optional<ResourcePath> resource);

  /**
   * It failed again and again.
   *
   * @param everything whether the server does not answer at all, as far as can be seen
   */
  void failing(String words, boolean everything);

  /** A list was read, or a watch was begun. */
  void works();
}
