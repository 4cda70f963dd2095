namespace NeuralCore;

/// <summary>How much memory a device's tensors take.</summary>
/// <param name="BytesInUse">Bytes that live tensors use now.</param>
/// <param name="PeakBytesInUse">The most that were in use at one time since <see cref="Device.ResetPeak"/>.</param>
/// <param name="BytesReserved">Bytes taken from the system or the device, kept for later tensors too.</param>
public readonly record struct MemoryUse(long BytesInUse, long PeakBytesInUse, long BytesReserved);
