namespace NeuralCore;

/// <summary>The common root of every error that NeuralCore reports on purpose; anything else is a fault of ours.</summary>
public abstract class NeuralCoreException : Exception
{
    private protected NeuralCoreException(string message, Exception? inner) : base(message, inner) { }
}

/// <summary>Shapes, element types or devices of the operands do not fit the operation.</summary>
public sealed class ShapeException(string message, Exception? inner = null) : NeuralCoreException(message, inner);

/// <summary>A gradient cannot be computed, or would be wrong: a released or overwritten tensor, no graph, a second backward.</summary>
public sealed class GradientException(string message, Exception? inner = null) : NeuralCoreException(message, inner);

/// <summary>A file or folder is absent, cut short, malformed or unwritable; the message names it and the offset where known.</summary>
public sealed class DataException(string message, Exception? inner = null) : NeuralCoreException(message, inner);

/// <summary>A device is absent, out of memory or unable to run a kernel.</summary>
public sealed class DeviceException(string message, Exception? inner = null) : NeuralCoreException(message, inner);

/// <summary>The caller asked for something that the arguments alone show to be wrong.</summary>
public sealed class UsageException(string message, Exception? inner = null) : NeuralCoreException(message, inner);

/// <summary>A training has left the finite numbers and cannot go on: the loss, a gradient or a weight is NaN or ∞; the message names the step and the first operation.</summary>
public sealed class DivergedException(string message, Exception? inner = null) : NeuralCoreException(message, inner);
