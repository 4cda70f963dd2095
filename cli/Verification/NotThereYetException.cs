namespace NeuralCore.Cli.Verification;

/// <summary>A reference case asks for something that no device of ours does: it is skipped, whereas a device that lacks it fails.</summary>
internal sealed class NotThereYetException(string message) : Exception(message);
