"""The contracts that checks, encoders and renderers are written against: no numerics, no files, no frames."""
