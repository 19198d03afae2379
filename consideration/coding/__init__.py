"""What people said, point by point, under the codes of officers."""
