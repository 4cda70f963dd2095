namespace NeuralCore.Data.Datasets;

/// <summary>How far a download has come.</summary>
/// <param name="File">The file.</param>
/// <param name="Received">The bytes that are there, those of an earlier start included.</param>
/// <param name="Remark">What went wrong before the attempt that now begins; null while bytes come in.</param>
public readonly record struct DownloadProgress(DatasetFile File, long Received, string? Remark = null);
