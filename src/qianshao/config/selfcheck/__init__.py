"""What an installation can be asked to prove about itself."""
