"""What every room shares: errors, moments, quantities and suggestions. Imports no room."""
