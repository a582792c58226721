"""What the gate shows."""
