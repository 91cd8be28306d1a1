"""The ledger of traffic: visitors of the sample site, and what became of each request of theirs."""
