// Dark or light? Said before the first paint, so that nothing flashes at 3 a.m. `app/theme.ts` changes it later.
const chosen = localStorage.getItem('fanfare-theme');
const isDark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
document.body.classList.toggle('awsui-dark-mode', isDark);
document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
document.documentElement.style.background = isDark ? '#161d26' : '#ffffff';
