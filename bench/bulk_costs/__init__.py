"""What scoring many texts costs, and how long it takes: `python -m bench.bulk_costs`.

`distributed_map` simulates a job on Step Functions, as `python -m deploy bulk` starts it;
`elsewhere` computes the same job on SageMaker, EMR Serverless and one machine. Speeds were measured
on this project's machine, prices and quotas are published ones; nothing was measured on AWS.
"""
