/** The bar at the top: which stage this is, and the theme. */
import TopNavigation from '@cloudscape-design/components/top-navigation';
import { stage } from './stage.ts';
import { THEMES, type Theme, useTheme } from './theme.ts';

const THEME_TEXTS: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };

export function TopBar() {
  const [theme, choose] = useTheme();
  return (
    <div id="top">
      <TopNavigation
        identity={{ href: '/', title: 'Fanfare', logo: { src: '/icon.svg', alt: 'Logo' } }}
        utilities={[
          {
            type: 'button',
            text: `Stage ${stage}`,
            href: '/',
            disableUtilityCollapse: true,
            disableTextCollapse: true,
          },
          {
            type: 'menu-dropdown',
            text: 'Theme',
            iconName: 'settings',
            ariaLabel: `Theme: ${THEME_TEXTS[theme]}`,
            items: THEMES.map((id) => ({
              id,
              text: THEME_TEXTS[id],
              itemType: 'checkbox' as const,
              checked: id === theme,
            })),
            onItemClick: ({ detail }) => choose(detail.id as Theme),
          },
        ]}
        i18nStrings={{ overflowMenuTriggerText: 'More', overflowMenuTitleText: 'All' }}
      />
    </div>
  );
}
