"""Tests of maps of control."""
