-- One row per numbered file of this directory that was applied. Tables of kinds are not listed:
-- they are derived from the catalog and compared with it at every start.
CREATE TABLE IF NOT EXISTS nodecast.schema_version ${on_cluster}
(
    version UInt32 COMMENT 'Number of the file.',
    name String COMMENT 'Name of the file.',
    applied DateTime('UTC') DEFAULT now() COMMENT 'When.'
)
ENGINE = ${replicated}ReplacingMergeTree
ORDER BY version
