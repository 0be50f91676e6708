"""Training: the recipes behind the shipped artefacts (needs the training extra; serving never imports it)."""
