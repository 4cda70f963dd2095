namespace NeuralCore.Cli;

/// <summary>A command was interrupted; the message says what is saved and where.</summary>
/// <param name="message">One sentence without the program's name.</param>
/// <param name="inner">What stopped the work.</param>
internal sealed class InterruptedException(string message, OperationCanceledException inner) : OperationCanceledException(message, inner, inner.CancellationToken);
