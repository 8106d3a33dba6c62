"""Networks and objectives in plain torch: arrays in, arrays out. Know no files, no configuration, no Lightning."""
