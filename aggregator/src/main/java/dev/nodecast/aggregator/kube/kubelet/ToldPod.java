package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.model.PodRecord;
import java.util.Map;

/**
 * A pod as its kubelet describes it.
 *
 * @param volumeTypes by the volume's name, as the API names them: emptyDir, configMap
 */
record ToldPod(PodRecord record, Map<String, String> volumeTypes) {
  ToldPod {
    volumeTypes = Map.copyOf(volumeTypes);
  }
}
