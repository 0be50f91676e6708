"""The contracts that checks, encoders and renderers are written against: no numerics, no input or output, no dataframe library."""
