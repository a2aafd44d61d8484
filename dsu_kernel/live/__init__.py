"""The live process: controller, protocol, host."""
