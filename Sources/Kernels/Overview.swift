// Overview: see the contract.
