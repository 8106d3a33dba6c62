"""Reading and drawing in bulk: sources into shards, shards through workers, tables of rows with a manifest out."""
