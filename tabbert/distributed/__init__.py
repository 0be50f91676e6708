"""The same checks on Spark and Ray: ``tabbert.distributed.spark.check`` and ``tabbert.distributed.ray.check``.

The engine finds what is distinct and moves the data; each worker runs the check's own functions on Arrow batches.
"""
