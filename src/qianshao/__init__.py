"""Qianshao 前哨: one more layer of protection at work."""
