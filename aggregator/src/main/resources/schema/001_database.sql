-- Everything of ours lives here; written by the aggregator alone.
CREATE DATABASE IF NOT EXISTS nodecast ${on_cluster}
