"""Dollars for us-east-1, read in November 2026; docs/capacity.md lists the sources."""

LAMBDA_GB_SECOND = 0.0000133334  # arm64
LAMBDA_REQUEST = 0.20 / 1e6

STANDARD_TRANSITION = 25 / 1e6
EXPRESS_REQUEST = 1.00 / 1e6
EXPRESS_GB_SECOND = 0.00001667

S3_PUT_OR_LIST = 0.005 / 1e3
S3_GET = 0.0004 / 1e3

SAGEMAKER_VCPU_HOUR = 0.204 / 4  # ml.c5.xlarge
EMR_VCPU_HOUR = 0.052624 * 0.8  # arm64 costs four fifths of x86
EMR_GB_HOUR = 0.0057785 * 0.8
C7G_16XLARGE_HOUR = 2.32
