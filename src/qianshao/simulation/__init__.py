"""What layers of watching buy: an agent-based model on arrays; no Django."""
