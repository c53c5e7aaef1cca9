"""Background work with progress on the same PostgreSQL: asked for in the caller's transaction, never lost.

The names that other floors use: `kinds.job`, `kinds.periodic`, `queue.enqueue`, `progress.JobHandle`,
`worker.run_worker`, `worker.run_in_process`, `worker.drain`, `queries.job_for`.
"""
